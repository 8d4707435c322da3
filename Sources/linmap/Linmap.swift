import ArgumentParser

@main
struct Linmap: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "linmap", version: "0.1.0")
}
