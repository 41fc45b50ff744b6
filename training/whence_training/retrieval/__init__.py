"""IM2GPS: where a photo was taken, read off the photos that look most like it (Hays and Efros, CVPR 2008).

Vectors of photos (`descriptors`, or a network's embeddings) -> `neighbours.nearest`: the most similar photos of a
gallery of the training side, by distances that are each scaled by their own spread -> `density` turns the neighbours'
places into an answer: the nearest one's, the mode of a kernel density on the sphere, or the clusters of a mean shift,
by votes.
"""
