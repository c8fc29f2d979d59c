public import Engine

extension InitializerChoice where Self == Zeros {
  /// All zeros.
  public static var zeros: Zeros { Zeros() }
}

extension InitializerChoice where Self == Ones {
  /// All ones.
  public static var ones: Ones { Ones() }
}

extension InitializerChoice where Self == Constant {
  /// One number everywhere.
  public static func constant(_ value: Double) -> Constant { Constant(value) }
}

extension InitializerChoice where Self == GlorotUniform {
  /// Glorot uniform.
  public static var glorotUniform: GlorotUniform { GlorotUniform() }
}

extension InitializerChoice where Self == GlorotNormal {
  /// Glorot normal.
  public static var glorotNormal: GlorotNormal { GlorotNormal() }
}

extension InitializerChoice where Self == HeUniform {
  /// He uniform, for rectifiers.
  public static var heUniform: HeUniform { HeUniform() }
}

extension InitializerChoice where Self == HeNormal {
  /// He normal, for rectifiers.
  public static var heNormal: HeNormal { HeNormal() }
}

extension InitializerChoice where Self == RandomUniform {
  /// Uniform in a range.
  public static func randomUniform(
    minval: Double = -0.05, maxval: Double = 0.05
  ) -> RandomUniform {
    RandomUniform(minval: minval, maxval: maxval)
  }
}

extension InitializerChoice where Self == RandomNormal {
  /// Normal with a mean and a standard deviation.
  public static func randomNormal(mean: Double = 0, stddev: Double = 0.05) -> RandomNormal {
    RandomNormal(mean: mean, stddev: stddev)
  }
}
