"""Transcripts: prompts, commands, output, and what stands in them."""

from .check import check_transcript

__all__ = ["check_transcript"]
