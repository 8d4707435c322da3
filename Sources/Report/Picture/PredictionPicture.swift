public import LinearMap

public enum PredictionPicture { public static func svg(_ p: Prediction) -> String { "" } }
