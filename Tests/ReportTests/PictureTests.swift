import Arm64
import HostFacts
import LinearMap
import Testing

@testable import Report

@Suite("The picture of a prediction")
struct PictureTests {
    /// Every host alone, and two pairs.
    static let pictures: [(name: String, svg: String)] = {
        var all = Hosts.all.map {
            ($0.name == Hosts.hostile.name ? "hostile" : $0.name, PredictionPicture.svg(Hosts.predict($0)))
        }
        var pages = Hosts.fourGiBBlocks
        pages.commandLine = Hosts.sourced(KernelCommandLine("rodata=full"))
        var fine = Hosts.k64
        fine.geometry.granule = Hosts.sourced(.k4)
        all.append(
            (
                "pages",
                PredictionPicture.svg(before: Hosts.predict(Hosts.fourGiBBlocks), after: Hosts.predict(pages))
            ))
        all.append(
            ("page size", PredictionPicture.svg(before: Hosts.predict(fine), after: Hosts.predict(Hosts.k64)))
        )
        all.append(
            (
                "two hosts",
                PredictionPicture.svg(
                    before: Hosts.predict(Hosts.fourTiB), after: Hosts.predict(Hosts.scattered(2000)))
            ))
        return all.map { (name: $0.0, svg: $0.1) }
    }()

    private func checked(_ svg: String) throws -> [XMLChecker.Element] { try XMLChecker(svg).elements }

    @Test("is well-formed XML of bounded size", arguments: pictures.indices)
    func wellFormed(_ index: Int) throws {
        let picture = Self.pictures[index]
        let elements = try checked(picture.svg)
        #expect(elements.last?.name == "svg", "\(picture.name)")
        #expect(elements.count <= 4000, "\(picture.name)")
        #expect(picture.svg.utf8.count < 1 << 20, "\(picture.name)")
        let known: Set = ["svg", "title", "desc", "defs", "pattern", "rect", "path", "text"]
        #expect(Set(elements.map(\.name)).isSubset(of: known), "\(picture.name)")
    }

    @Test("is the same every time")
    func deterministic() {
        for host in [Hosts.fourTiB, Hosts.hostile] {
            #expect(PredictionPicture.svg(Hosts.predict(host)) == PredictionPicture.svg(Hosts.predict(host)))
        }
    }

    @Test("keeps texts apart and on the page", arguments: pictures.indices)
    func textsDoNotOverlap(_ index: Int) throws {
        let picture = Self.pictures[index]
        let elements = try checked(picture.svg)
        let svg = try #require(elements.last)
        let width = Double(svg.attributes["width"] ?? "") ?? 0
        let height = Double(svg.attributes["height"] ?? "") ?? 0
        let boxes = elements.filter { $0.name == "text" }.compactMap(TextBox.init)
        #expect(boxes.count > 8)
        for box in boxes {
            #expect(
                box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height,
                "\(picture.name): \(box.text)")
        }
        for (first, second) in TextBox.collisions(boxes) {
            Issue.record("\(picture.name): “\(first.text)” touches “\(second.text)”")
        }
    }

    @Test("keeps its shapes on the page", arguments: pictures.indices)
    func rectanglesStayInside(_ index: Int) throws {
        for element in try checked(Self.pictures[index].svg) where element.name == "rect" {
            let values = ["x", "y", "width", "height"].map { Double(element.attributes[$0] ?? "0") ?? -1 }
            #expect(values.allSatisfy { $0 >= 0 } && values[0] + values[2] <= Double(Page.width))
        }
    }

    @Test("names every leaf kind with its bytes in the legend", arguments: Hosts.all.indices)
    func legend(_ index: Int) throws {
        let prediction = Hosts.predict(Hosts.all[index])
        let texts = try checked(PredictionPicture.svg(prediction)).filter { $0.name == "text" }.map(\.text)
        for total in prediction.layout.totals {
            let name =
                LeafClass(total.leaf, prediction.granule).name(prediction.granule)
                + (total.valid ? "" : ", invalid")
            #expect(texts.contains(name))
            #expect(texts.contains(ByteCount.text(total.bytes)))
        }
    }

    @Test("names every feature, however small")
    func features() throws {
        let texts = try checked(PredictionPicture.svg(Hosts.predict(Hosts.fourTiB))).filter {
            $0.name == "text"
        }.map(\.text)
        for name in ["kernel text", "kernel data", "KFENCE pool", "crash kernel", "hot-plugged memory"] {
            #expect(texts.contains(name))
        }
        #expect(texts.contains("KFENCE pool 2 MiB"), "the lens of the pool")
        #expect(texts.contains { $0.contains("KFENCE pool (384 times)") }, "the note on its width")
    }

    @Test("escapes what a host calls itself")
    func escaping() throws {
        let svg = PredictionPicture.svg(Hosts.predict(Hosts.hostile))
        #expect(!svg.contains("<script"))
        #expect(svg.contains("&lt;/text&gt;&lt;script&gt;"))
        #expect(!svg.unicodeScalars.contains { $0.value == 0 || $0.value == 0x1b || $0.value == 0x202e })
        #expect(svg.utf8.count < 100_000)
    }

    @Test("never reads a share that is not all, or not nothing, as such")
    func percent() {
        #expect(PictureText.percent(0, of: 10) == "0%")
        #expect(PictureText.percent(10, of: 10) == "100%")
        #expect(PictureText.percent(1, of: 1 << 40) == "<0.1%")
        #expect(PictureText.percent((1 << 40) - 1, of: 1 << 40) == ">99.9%")
        #expect(PictureText.percent(1, of: 3) == "33.3%")
        #expect(PictureText.percent(2, of: 3) == "66.7%")
        #expect(PictureText.percent(.max - 1, of: .max) == ">99.9%")
    }

    @Test("cuts memory into rows that hold all of it, never too many")
    func rows() {
        for host in Hosts.all {
            let memory = AddressSet(Hosts.predict(host).layout.segments.map(\.range))
            let rows = RowScale(memory).rows
            #expect(!rows.isEmpty && rows.count <= RowScale.limit)
            let covered = AddressSet(rows.compactMap { AddressRange($0.start, $0.end) })
            #expect(memory.subtracting(covered).byteCount <= 1)
        }
    }

    @Test("shows a pool of 2 MiB in 4 TiB in a lens of its own")
    func lenses() throws {
        let subject = Subject(Hosts.predict(Hosts.fourTiB))
        let row = try #require(RowScale(subject.memory).rows.first)
        let lenses = LensChoice([subject], row: row).lenses
        let pool = try #require(subject.ranges(.kfencePool).ranges.first)
        #expect(lenses.count <= LensChoice.limit)
        #expect(lenses.contains { $0.window.contains(pool) && pool.size / $0.window.columnBytes >= 64 })
    }

    @Test("shows the column's main leaf, and the finest beside it")
    func columns() {
        let subject = Subject(Hosts.predict(Hosts.fourTiB))
        let last = Window(start: 0x1cc0_0000_0000, columnShift: 28)
        let column = Columns.of(last, subject)[Window.columns - 1]
        #expect(column.finest == .page)
        #expect(column.content != .leaf(.page))
        #expect(!column.invalid)
    }
}
