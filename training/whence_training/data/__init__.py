"""From folders of photos to what is fitted: manifest, split by photographer, pixels, albums."""
