/// The places of all kinds, arranged so that a path is judged by its last component first: an
/// archive may name millions of files that are no evidence.
struct PlaceIndex: Sendable {
    /// One place.
    struct Place: Sendable {
        let kind: EvidenceKind
        /// Position among the places of its kind: 0 is best.
        let rank: Int
        let components: [Component]

        /// Whether the last components of `path` are this place.
        func isSuffix(of path: [Substring]) -> Bool {
            path.count >= components.count
                && zip(components, path.suffix(components.count)).allSatisfy { $0.matches($1) }
        }
    }

    /// What stands between two slashes of a place.
    enum Component: Sendable {
        case name(String)
        /// What stands before and behind the `*`.
        case pattern(String, String)

        init(_ text: Substring) {
            let parts = text.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
            self = parts.count == 2 ? .pattern(String(parts[0]), String(parts[1])) : .name(String(text))
        }

        func matches(_ text: some StringProtocol) -> Bool {
            let bytes = text.utf8
            switch self {
            case .name(let name): return bytes.elementsEqual(name.utf8)
            case .pattern(let head, let tail):
                return bytes.count > head.utf8.count + tail.utf8.count && bytes.starts(with: head.utf8)
                    && bytes.suffix(tail.utf8.count).elementsEqual(tail.utf8)
            }
        }
    }

    static let shared = PlaceIndex()

    /// Every place, kinds in order, best first.
    let places: [Place]
    private let byName: [String: [Place]]
    private let byPattern: [Place]

    private init() {
        places = EvidenceKind.allCases.flatMap { kind in
            kind.places.enumerated().map { rank, place in
                Place(kind: kind, rank: rank, components: Self.components(place).map(Component.init))
            }
        }
        var byName: [String: [Place]] = [:]
        var byPattern: [Place] = []
        for place in places {
            if case .name(let name)? = place.components.last {
                byName[name, default: []].append(place)
            } else {
                byPattern.append(place)
            }
        }
        self.byName = byName
        self.byPattern = byPattern
    }

    static func components(_ path: String) -> [Substring] {
        path.utf8.split(separator: 0x2f, omittingEmptySubsequences: false).map { Substring($0) }
    }

    /// The kind of evidence that stands at a whole path.
    func kind(ofWhole path: [Substring]) -> EvidenceKind? {
        suffixes(of: path).first { $0.components.count == path.count }?.kind
    }

    /// How good a place a whole path is for `kind`.
    func rank(of path: [Substring], as kind: EvidenceKind) -> Int? {
        suffixes(of: path).first { $0.kind == kind && $0.components.count == path.count }?.rank
    }

    /// The places that `path` ends with, whatever folders stand before them.
    func suffixes(of path: [Substring]) -> [Place] {
        guard let last = path.last else { return [] }
        let named = byName[String(last)] ?? []
        return (named + byPattern).filter { $0.isSuffix(of: path) }
    }
}
