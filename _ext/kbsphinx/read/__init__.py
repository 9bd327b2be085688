"""What happens while Sphinx reads a page."""
