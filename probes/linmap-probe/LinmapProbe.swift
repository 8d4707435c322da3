import ProbeKit

@main
struct LinmapProbe {
    static func main() {
        let system = SystemCalls()
        print("linmap-probe \(system.arguments().count) \(system.microseconds() > 0)")
    }
}
