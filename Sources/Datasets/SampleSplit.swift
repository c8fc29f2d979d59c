/// Images and labels for training and for testing, named as in Keras's `load_data`.
public typealias ImageSplit = (
  train: (images: Samples, labels: Labels), test: (images: Samples, labels: Labels)
)

/// Samples and labels for training and for testing.
public typealias SampleSplit = (
  train: (samples: Samples, labels: Labels), test: (samples: Samples, labels: Labels)
)
