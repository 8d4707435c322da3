/// Takes names out of the kernel's banner, in /proc/version and the log: "Linux version 6.1.0 (joe@host) (gcc
/// …) #1 SMP …". Distributions' builders stay, because they tell whose kernel it is.
enum BannerRedaction {
    static func redact(_ line: ArraySlice<UInt8>) -> [UInt8] {
        guard line.contains("Linux version "), let open = line.index(of: " ("),
            let at = builder(line[(open + 2)...])
        else { return Array(line) }
        let close = line[at...].firstIndex { $0 == 0x29 || $0 == 0x20 } ?? line.endIndex
        let user = line[(open + 2)..<at]
        let host = line[(at + 1)..<close]
        let isPublic = users.contains { user.equals($0) }
        if isPublic, hosts.contains(where: { host.equals($0) }) { return Array(line) }
        return Array(line[..<(open + 2)]) + (isPublic ? Array(user) : StaticString("redacted").bytes)
            + StaticString("@redacted").bytes + Array(line[close...])
    }

    /// Where the at sign of the first bracket is.
    private static func builder(_ text: ArraySlice<UInt8>) -> Int? {
        text.prefix { $0 != 0x29 && $0 != 0x20 }.firstIndex(of: 0x40)
    }

    private static let users: [StaticString] = [
        "debian-kernel", "buildd", "geeko", "nixbld", "buildozer", "mockbuild", "linux-kernel", "dom",
    ]

    private static let hosts: [StaticString] = [
        "lists.debian.org", "buildhost", "localhost", "redacted", "archlinux",
    ]
}

/// Takes the host's name out of what `uname -a` prints: "Linux HOST 6.1.0-50-arm64 #1 SMP … aarch64".
enum UnameRedaction {
    static func redact(_ line: ArraySlice<UInt8>) -> [UInt8] {
        guard let name = line.after("Linux "), !name.hasPrefix("version ") else {
            return BannerRedaction.redact(line)
        }
        let word = name.firstWord
        // Without a name the release comes first; `uname -srv` prints that.
        guard word.first?.isDigit != true || name[word.endIndex...].trimmed().first?.isDigit == true else {
            return Array(line)
        }
        return StaticString("Linux host").bytes + Array(name[word.endIndex...])
    }
}
