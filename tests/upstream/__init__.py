"""The model against libvirts: what either knows and the other does not."""
