"""Networks: the MobileNetV1 body, the pooled embedding with its classifier, and the album network."""
