import HostFacts

/// One host under each step of the map's history: what each step alone would have given it.
public struct MapHistory: Sendable {
    /// A step.
    public struct Step: Sendable {
        /// "stock", or the name of the variant.
        public let name: String
        /// In words.
        public let words: String
        /// The host with this step taken.
        public let result: WhatIf
    }

    /// The steps, the host's own kernel first.
    public let steps: [Step]

    /// The history of the host of `prediction`, each step on top of `changes`.
    public init(_ prediction: Prediction, _ changes: [Change]) {
        let version = WhatIf(prediction, changes).after.version
        let variants = KernelVariant.allCases.filter { $0 != .kdumpSeries || version < v(6, 4) }
        steps =
            [Step(name: "stock", words: "as it is", result: WhatIf(prediction, changes))]
            + variants.map {
                Step(
                    name: $0.rawValue, words: $0.words,
                    result: WhatIf(prediction, changes + [.variant($0)]))
            }
    }
}
