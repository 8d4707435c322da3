/// Messages to the user: whole lines, through the same seam as everything else.
struct Console {
    let system: SystemCalls

    /// Prints a line on standard output.
    ///
    /// - Throws: status 74 where it cannot be written.
    func print(_ line: String) throws(ProbeError) {
        guard write(line + "\n", to: 1) else { throw ProbeError(74, "cannot write to standard output") }
    }

    /// Prints a line on standard error. Nothing can be done if that fails.
    func warn(_ line: String) { _ = write(line + "\n", to: 2) }

    private func write(_ text: String, to descriptor: Descriptor) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { raw in
            var rest = raw
            while !rest.isEmpty {
                let count = system.write(descriptor, rest)
                if count == -4, system.stopped() == 0 || system.stopped() == 14 { continue }
                guard count > 0, count <= rest.count else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }
}

extension String {
    /// The text with blanks behind it, `width` columns in all.
    func padded(_ width: Int) -> String {
        var text = self
        while text.utf8.count < width { text += " " }
        return text
    }
}
