extension Manifest {
    /// The manifest as the bytes of `manifest.json`: files sorted by path, each on a line of its own.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.open("{")
        json.key("schema")
        json.value("linmap.manifest/1")
        json.key("probe")
        json.value(probe)
        writeHost(&json)
        json.key("redacted")
        json.value(isRedacted)
        json.key("keepAddresses")
        json.value(keepsAddresses)
        json.key("capabilities")
        json.open("[")
        for capability in capabilities { json.value(capability) }
        json.close("]")
        json.key("milliseconds")
        json.value(milliseconds)
        json.breakLine()
        writeFiles(&json)
        json.breakLine()
        writeMissing(&json)
        json.close("}")
        return json.bytes + [0x0a]
    }

    private func writeHost(_ json: inout JSONWriter) {
        json.key("host")
        json.open("{")
        json.key("release")
        json.value(release)
        json.key("page")
        json.value(pageSize)
        json.close("}")
    }

    private func writeFiles(_ json: inout JSONWriter) {
        json.key("files")
        json.open("[")
        for file in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            json.breakLine()
            file.write(to: &json)
        }
        json.close("]")
    }

    private func writeMissing(_ json: inout JSONWriter) {
        json.key("missing")
        json.open("[")
        for source in missing {
            json.breakLine()
            source.write(to: &json)
        }
        json.close("]")
    }
}

extension Manifest.File {
    fileprivate func write(to json: inout JSONWriter) {
        json.open("{")
        json.key("path")
        json.value(path)
        json.key("source")
        json.value(source)
        json.key("name")
        json.value(name)
        json.key("bytes")
        json.value(bytes)
        json.key("sha256")
        json.value(sha256)
        if let microseconds {
            json.key("microseconds")
            json.value(microseconds)
        }
        if isTruncated {
            json.key("truncated")
            json.value(true)
        }
        if let note {
            json.key("note")
            json.value(note)
        }
        json.close("}")
    }
}

extension Manifest.Missing {
    fileprivate func write(to json: inout JSONWriter) {
        json.open("{")
        json.key("source")
        json.value(source)
        json.key("name")
        json.value(name)
        json.key("errno")
        json.value(Int(errno))
        json.key("error")
        json.value(error)
        json.key("meaning")
        json.value(meaning)
        json.close("}")
    }
}
