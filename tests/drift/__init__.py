"""The tables against the programs and files of this host: which of them drift apart."""
