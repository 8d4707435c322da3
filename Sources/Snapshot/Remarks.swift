import Arm64

/// What was set aside while reading: a bounded list of single lines.
struct Remarks {
    /// Lines kept; the rest is counted.
    static let most = 50

    private var lines: [String] = []
    private var dropped = 0

    mutating func add(_ name: String, _ text: String) {
        let line = "\(name.oneLine): \(text)"
        // A directory is listed once for every pattern that begins with it.
        guard !lines.contains(line) else { return }
        guard lines.count < Self.most else {
            dropped += 1
            return
        }
        lines.append(line)
    }

    /// A file that looks like evidence but stands elsewhere than the host's files.
    mutating func addStray(_ path: String, outside folder: String) {
        add(path, "set aside: the host's files stand under \"\(folder.oneLine)\"")
    }

    /// The lines, and one that counts the rest.
    var all: [String] { dropped == 0 ? lines : lines + ["\(dropped) more remarks like these"] }
}

extension String {
    /// The text made fit for one line of a terminal: control characters become `?`, and a text
    /// longer than 200 characters loses its middle.
    var oneLine: String {
        let clean = madePrintable("?")
        return clean.count <= 200 ? clean : "\(clean.prefix(120))…\(clean.suffix(70))"
    }
}
