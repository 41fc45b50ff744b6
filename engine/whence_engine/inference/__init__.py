"""ONNX networks: a photo to an embedding and cell probabilities; an album's embeddings to the same, per photo.

`bundle` opens and checks a model, `session` runs it, `single` feeds it decoded photos, `album` a whole album,
`occlusion` asks which part of a photo an answer hangs on.
"""
