/// Samples and labels for training and for testing.
public typealias SampleSplit = (
  train: (samples: Samples, labels: Labels), test: (samples: Samples, labels: Labels)
)
