"""Reference trajectories from Keras; started by scripts/make-reference."""
