"""What sets the stage for the transcripts of each page, and plays them."""
