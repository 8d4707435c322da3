/// A capability of capability(7) that a source needs. Without it the source is missing, nothing else.
public enum Capability: Int, CaseIterable, Sendable {
    /// Files that only root may read, where the probe does not run as root.
    case dacReadSearch = 2
    /// /proc/kcore.
    case sysRawio = 17
    /// Addresses in /proc/iomem.
    case sysAdmin = 21
    /// The kernel's log, and addresses of symbols.
    case syslog = 34

    /// The name in capability(7), in small letters.
    public var name: String {
        switch self {
        case .dacReadSearch: "cap_dac_read_search"
        case .sysRawio: "cap_sys_rawio"
        case .sysAdmin: "cap_sys_admin"
        case .syslog: "cap_syslog"
        }
    }
}

/// Something a source opens.
struct Reading {
    /// The host's path; `RELEASE` in it stands for the kernel's release.
    let path: String
    let purpose: OpenPurpose
    /// Opened before privileges are dropped, because opening takes one.
    let isPrivileged: Bool

    /// A file or directory that everybody may open.
    static func plain(_ path: String) -> Reading {
        Reading(path: path, purpose: .reading, isPrivileged: false)
    }
    static func folder(_ path: String) -> Reading {
        Reading(path: path, purpose: .listing, isPrivileged: false)
    }
    /// A file that takes a capability, or root, to open.
    static func privileged(_ path: String, as purpose: OpenPurpose = .reading) -> Reading {
        Reading(path: path, purpose: purpose, isPrivileged: true)
    }

    /// The path on a host with this release.
    func path(release: String) -> String {
        guard let mark = path.utf8.firstIndex(of: 0x52) else { return path }
        return String(path[..<mark]) + release + String(path[path.utf8.index(mark, offsetBy: 7)...])
    }
}

/// What it means that a source could not be read.
struct Absence {
    /// In general.
    let text: String
    /// After particular errors.
    // No labels: Embedded Swift cannot convert an array of tuples to one with labels.
    let special: [(Failure, String)]
    /// ENOENT only says what kind of host it is, and costs nothing.
    let isNormal: Bool

    init(_ text: String, isNormal: Bool = false, _ special: [(Failure, String)] = []) {
        self.text = text
        self.isNormal = isNormal
        self.special = special
    }

    func meaning(of failure: Failure) -> String {
        for entry in special where entry.0 == failure { return entry.1 }
        return text
    }
}

/// A source of evidence: what it reads, what it needs, how much it may take, and what its absence means.
public struct Source: Sendable {
    /// When a source takes part.
    enum Condition {
        /// Always.
        case always
        /// Only on the running host: it asks the machine, not a file.
        case live
        /// Only with `--deep`: it costs the kernel much work.
        case deep
    }

    /// The name in --list, --only and --skip.
    public let name: String
    let readings: [Reading]
    let needs: [Capability]
    /// At most this many bytes of one file.
    let byteLimit: Int
    /// At most this much time for all its files.
    let milliseconds: Int
    var condition = Condition.always
    /// Where a snapshot has what a live source gave: below --root it is copied from there.
    var places: [String] = []
    let absence: Absence
    let collect: @Sendable (Collector) -> Void
}
