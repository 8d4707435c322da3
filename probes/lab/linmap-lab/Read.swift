import ArgumentParser
import FoundationEssentials
import LabReader

/// `linmap-lab read`: stops a guest, reads its tables, ends it.
struct Read: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write truth.json and registers.json of a guest that idles, and end it.")

    @Option(help: "The socket of QEMU's gdb stub.") var gdb: String
    @Option(help: "The file with the guest's memory.") var ram: String
    @Option(name: .short, help: "The folder to write to.") var output: String

    func run() throws {
        let stub = try GDBStub(path: gdb)
        let guest = try StoppedGuest(stub, RAMFile(path: ram))
        try Data(guest.registersJSON().utf8).write(
            to: URL(filePath: output).appending(path: "registers.json"))
        try Data(guest.tables.json().utf8).write(to: URL(filePath: output).appending(path: "truth.json"))
        stub.kill()
    }
}
