internal import SnapshotFormat

/// One run of the command.
public struct Run {
    private let system: SystemCalls
    private let console: Console

    /// A run on `system`.
    public init(_ system: SystemCalls) {
        self.system = system
        console = Console(system: system)
    }

    /// Does what the arguments ask, and gives the exit status.
    public func main() -> Int32 {
        do throws(ProbeError) {
            try perform(try Options(system.arguments()))
            return 0
        } catch {
            console.warn("linmap-probe: " + error.message)
            return error.status
        }
    }

    private func perform(_ options: Options) throws(ProbeError) {
        switch options.action {
        case .help: for line in Listing.help { try console.print(line) }
        case .version: try console.print(Listing.version)
        case .list: for line in Listing.table(options.sources(withDeep: true)) { try console.print(line) }
        case .dryRun: try DryRun(system, console).perform(options)
        case .capture: try Capture(system, console).perform(options)
        }
    }
}

/// What a capture and a dry run begin with.
struct Preparation {
    let files: HostFiles
    let release: String
    let sources: [Source]

    init(_ system: SystemCalls, _ options: Options) throws(ProbeError) {
        sources = options.sources
        guard !sources.isEmpty else { throw ProbeError(64, "no source is left to read (see --help)") }
        if let root = options.root {
            do throws(Failure) { files = try HostFiles(system, root: root) } catch {
                let status: Int32 = error.isPermission ? 77 : 66
                throw ProbeError(status, "cannot read the directory \(root): \(error.name)")
            }
            guard files.canStayInRoot else {
                throw ProbeError(70, "--root needs openat2(2), Linux 5.6 or newer")
            }
        } else {
            files = HostFiles(system)
        }
        release = Self.release(of: files)
    }

    /// The release, fit for a file name: letters, digits and a few signs; empty where it is not known.
    private static func release(of files: HostFiles) -> String {
        let deadline = Deadline(files.system, in: 1_000_000)
        guard let descriptor = try? files.open("/proc/sys/kernel/osrelease") else { return "" }
        defer { files.system.close(descriptor) }
        let reader = FileReader(files.system)
        guard let bytes = try? reader.bytes(of: descriptor, limit: 256, until: deadline).bytes else {
            return ""
        }
        let line = bytes.prefix { $0 > 0x20 }
        let isFit = line.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a)
                || (byte >= 0x61 && byte <= 0x7a)
                || byte == 0x2e || byte == 0x2d || byte == 0x2b || byte == 0x5f || byte == 0x7e
        }
        return isFit && line.first != 0x2e ? String(decoding: line, as: UTF8.self) : ""
    }
}
