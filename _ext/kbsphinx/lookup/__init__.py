"""The reference: pages made from the model, and what leads to their entries."""
