"""Heads: what stands on the embedding while a network is fitted, and the losses that go with it.

A `choice` is built into a `Head`; it gives losses for embeddings and their truth, and when all is learnt it folds into
a module of `nets.classify` that the engine can run. Heads compose: targets go into flat and hierarchical ones, scenes
go round any of them.
"""
