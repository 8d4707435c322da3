/// The geometry of a TLB as users write it: `L1:64:4,L2:1024:4`.
///
/// Each level is `NAME:ENTRIES:WAYS`, or `NAME:ENTRIES:WAYS:POLICY` with `lru` (which is meant otherwise),
/// `plru`, or `random` (seeded with 1). Levels hold any entry size and there are no walk caches.
public enum TLBSpec {
    /// Most levels of a hierarchy.
    public static let mostLevels = 8
    /// Most characters of a level's name.
    public static let longestName = 32

    /// The hierarchy that `text` describes.
    public static func parse(_ text: String) throws(TLBSpecError) -> Hierarchy {
        var levels: [TLBLevel] = []
        for field in split(text[...], at: ",", in: text) {
            guard levels.count < mostLevels else {
                throw TLBSpecError(column: field.column, "more than \(mostLevels) levels")
            }
            let level = try parseLevel(field, in: text)
            guard !levels.contains(where: { $0.name == level.name }) else {
                throw TLBSpecError(column: field.column, "a second level named \"\(level.name)\"")
            }
            levels.append(level)
        }
        return Hierarchy(levels: levels)
    }

    private struct Field {
        let text: Substring
        /// 1-based, in characters.
        let column: Int
    }

    private static func split(_ part: Substring, at separator: Character, in text: String) -> [Field] {
        part.split(separator: separator, omittingEmptySubsequences: false).map {
            Field(text: $0, column: text.distance(from: text.startIndex, to: $0.startIndex) + 1)
        }
    }

    private static func parseLevel(_ level: Field, in text: String) throws(TLBSpecError) -> TLBLevel {
        let parts = split(level.text, at: ":", in: text)
        guard parts.count == 3 || parts.count == 4 else {
            throw TLBSpecError(
                column: level.column, level.text.isEmpty ? "an empty level" : "\"\(level.text)\" is no level",
                expected: "NAME:ENTRIES:WAYS, such as L1:64:4")
        }
        let name = parts[0]
        guard !name.text.isEmpty, name.text.count <= longestName, name.text.allSatisfy(isNameCharacter) else {
            throw TLBSpecError(
                column: name.column, "\"\(name.text)\" is no name",
                expected: "1 to \(longestName) letters, digits, - or _")
        }
        let entries = try number(parts[1], "entries")
        let ways = try number(parts[2], "ways")
        let replacement = try parts.count == 4 ? policy(parts[3]) : .lru
        do {
            let shape = try CacheShape(entries: entries, ways: ways, replacement: replacement)
            return TLBLevel(name: String(name.text), shape: shape)
        } catch {
            let culprit =
                switch error {
                case .noEntries, .tooManyEntries: parts[1]
                default: parts[2]
                }
            throw TLBSpecError(column: culprit.column, error.message)
        }
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || character == "-" || character == "_")
    }

    private static func number(_ field: Field, _ what: String) throws(TLBSpecError) -> Int {
        guard !field.text.isEmpty, field.text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw TLBSpecError(
                column: field.column, "\"\(field.text)\" is no number of \(what)",
                expected: "a decimal number")
        }
        // Numbers beyond Int are as far out of range as any.
        return Int(field.text) ?? .max
    }

    private static func policy(_ field: Field) throws(TLBSpecError) -> Replacement {
        switch field.text {
        case "lru": .lru
        case "plru": .treePLRU
        case "random": .random(seed: 1)
        default:
            throw TLBSpecError(
                column: field.column, "\"\(field.text)\" is no replacement policy",
                expected: "lru, plru or random")
        }
    }
}

/// What is wrong with a geometry given as text.
public struct TLBSpecError: Error, Hashable, Sendable {
    /// Where, in characters from 1.
    public let column: Int
    /// What is wrong.
    public let problem: String
    /// What was expected instead; nil where `problem` says it.
    public let expected: String?

    /// An error at `column`.
    public init(column: Int, _ problem: String, expected: String? = nil) {
        self.column = column
        self.problem = problem
        self.expected = expected
    }

    /// "column 4: 3 ways do not divide 64 entries; expected a divisor of 64": one line without a full stop.
    public var message: String {
        "column \(column): \(problem)" + (expected.map { "; expected \($0)" } ?? "")
    }
}
