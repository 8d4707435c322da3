/// The name of an archive member, made relative to the archive's root.
enum MemberName {
    /// The components of `name`; empty for the root itself, nil if the name climbs with `..`.
    ///
    /// A leading slash is dropped, as tar does; `.` and empty components mean nothing.
    static func components(_ name: String) -> [Substring]? {
        let parts = name.slashComponents.filter { $0 != "." }
        return parts.contains("..") ? nil : parts
    }

    /// Where a link that stands at `path` leads, both relative to the host's root: an absolute
    /// target starts there too. Nil if it climbs above the root.
    static func target(_ target: String, from path: String) -> String? {
        var result = target.utf8.first == 0x2f ? [] : path.slashComponents.dropLast()
        for part in target.slashComponents where part != "." {
            if part != ".." {
                result.append(part)
            } else if result.popLast() == nil {
                return nil
            }
        }
        return result.joined(separator: "/")
    }
}

extension String {
    /// The parts between slashes, empty ones left out. By bytes: to a `Character`, a slash before a
    /// combining mark is no slash.
    var slashComponents: [Substring] { utf8.split(separator: 0x2f).map { Substring($0) } }

    /// What follows `prefix`, or nil if the text does not begin with it; by bytes, as above.
    func afterPrefix(_ prefix: String) -> String? {
        guard utf8.starts(with: prefix.utf8) else { return nil }
        return String(Substring(utf8.dropFirst(prefix.utf8.count)))
    }
}
