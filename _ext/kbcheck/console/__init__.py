"""Transcripts: prompts, commands, output, and what stands in them."""

from .check import check_transcript
from .transcript import Command, Output, split

__all__ = ["Command", "Output", "check_transcript", "split"]
