"""What makes the output: what pages show beyond their text, and what is told."""
