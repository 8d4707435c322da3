import ProbeKit
import Testing

struct SystemCallsTests {
    @Test func `A file that is not there gives ENOENT as a negative number`() {
        #expect(SystemCalls().open("/nonexistent/file") == -2)
    }
}
