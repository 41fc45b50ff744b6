"""The one training loop: a `Source` of batches -> `loop.fit` -> events to show, checkpoints in a run folder.

Batches, rates and randomness are functions of seed and step alone. That is why a run resumes bit for bit from any
checkpoint, and why several processes make the steps that one process would have made.
"""
