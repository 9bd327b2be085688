"""What outlives the reading of a page: in the environment, and from build to build."""
