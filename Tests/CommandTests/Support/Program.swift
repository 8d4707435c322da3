import Foundation

/// The source tree this test was compiled from.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}

/// Running programs.
enum Program {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The linmap built together with this test: beside the test bundle or runner, wherever the scratch
    /// path is and whatever the configuration.
    static func linmap() throws -> URL {
        var tried: [String] = []
        for start in testPaths {
            var folder = start
            // PACKAGE.xctest is a file on Linux and a bundle of several levels elsewhere.
            for _ in 0..<5 where folder.path != "/" {
                folder.deleteLastPathComponent()
                let candidate = folder.appending(path: "linmap")
                if isProgram(candidate) { return candidate }
                if !tried.contains(folder.path) { tried.append(folder.path) }
            }
        }
        let places = tried.joined(separator: ", ")
        throw Missing(description: "no linmap near the tests; 'swift build' makes it. Looked in \(places)")
    }

    /// Where this process was told that its tests are: the runner takes the bundle's path as an argument.
    private static var testPaths: [URL] {
        let bundles = CommandLine.arguments.filter { $0.contains(".xctest") }
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map { [$0] }
        return (bundles + (own ?? []) + [CommandLine.arguments[0]]).map {
            URL(filePath: $0).absoluteURL.standardizedFileURL
        }
    }

    private static func isProgram(_ file: URL) -> Bool {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory)
        return exists && !isDirectory.boolValue && FileManager.default.isExecutableFile(atPath: file.path)
    }

    /// The program called `name` in PATH.
    static func find(_ name: String) -> URL? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .map { URL(filePath: String($0)).appending(path: name) }
            .first(where: isProgram)
    }

    /// Runs `program` and returns what it wrote, errors included, and its status.
    static func run(_ program: URL, _ arguments: [String]) throws -> (output: Data, status: Int32) {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (output, process.terminationStatus)
    }
}
