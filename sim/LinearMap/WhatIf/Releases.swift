import Arm64

/// Which kernel versions were released: a question about any other has no answer.
enum Releases {
    /// Why there is no such release; nil if there may be one.
    static func refusal(_ version: KernelVersion) -> String? {
        guard let last = lastMinor[version.major], version.minor <= last else {
            return version >= RuleBook.limit
                ? "not released yet, as far as linmap knows; the newest is 7.3" : "never released"
        }
        guard version >= RuleBook.first else {
            return "older than the rules linmap knows, which begin with 4.12"
        }
        let series = v(version.major, version.minor)
        let limit = ended[series] ?? highestPatch
        guard version.patch <= limit else {
            return ended[series] == nil
                ? "never released: no stable series has come that far"
                : "never released: \(version.major).\(version.minor).y ended with .\(limit)"
        }
        return nil
    }

    /// The last minor number of each major one.
    private static let lastMinor = [2: 6, 3: 19, 4: 20, 5: 19, 6: 19, 7: 3]

    /// Beyond the patch level of every stable series (4.14 came farthest).
    private static let highestPatch = 399

    /// The last patch level of series that are not continued (kernel.org). Others may go on.
    private static let ended: [KernelVersion: Int] = [
        v(4, 12): 14, v(4, 13): 16, v(4, 14): 336, v(4, 15): 18, v(4, 16): 18, v(4, 17): 19, v(4, 18): 20,
        v(4, 19): 325, v(4, 20): 17, v(5, 0): 21, v(5, 1): 21, v(5, 2): 21, v(5, 3): 18, v(5, 5): 19,
        v(5, 6): 19, v(5, 7): 19, v(5, 8): 18, v(5, 9): 16, v(5, 11): 22, v(5, 12): 19, v(5, 13): 19,
        v(5, 14): 21, v(5, 16): 20, v(5, 17): 15, v(5, 18): 19, v(5, 19): 17, v(6, 0): 19, v(6, 2): 16,
        v(6, 3): 13, v(6, 4): 16, v(6, 5): 13, v(6, 7): 12, v(6, 8): 12, v(6, 9): 12, v(6, 10): 14,
        v(6, 11): 11, v(6, 13): 12, v(6, 14): 11, v(6, 15): 11, v(6, 16): 12, v(6, 17): 13,
    ]
}
