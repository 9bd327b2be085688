"""Transcripts: prompts, commands, output, and what stands in them."""

from .check import check_transcript
from .transcript import Command, Output, Remark, split

__all__ = ["Command", "Output", "Remark", "check_transcript", "split"]
