using System.Diagnostics;

namespace FeatureRollout.House.Tests.Running;

/// <summary>The last words of <c>tests/run</c>, which somebody believes without reading the rest.</summary>
public sealed class SummaryTests : IDisposable
{
    private const string Names = """
        The active Test Run was aborted because the host process exited unexpectedly.
        The test running when the crash occurred:
        House.Doors.Close_by_themselves

        This test may, or may not be the source of the crash.
        Test Run Aborted.
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_projects_are_summed_up()
    {
        Ended("One.Tests", 0, Line("Passed!", failed: 0, passed: 12, skipped: 0));
        Ended("Two.Tests", 0, Line("Passed!", failed: 0, passed: 2458, skipped: 0));

        await AssertSaysAsync(0, "2470 passed, 0 failed");
    }

    [Fact]
    public async Task What_was_skipped_is_said()
    {
        Ended("One.Tests", 0, Line("Passed!", failed: 0, passed: 12, skipped: 3));

        await AssertSaysAsync(0, "12 passed, 0 failed, 3 skipped");
    }

    [Fact]
    public async Task A_failed_test_counts_once()
    {
        Ended("One.Tests", 1, Line("Failed!", failed: 2, passed: 10, skipped: 0));
        Ended("Two.Tests", 0, Line("Passed!", failed: 0, passed: 5, skipped: 0));

        await AssertSaysAsync(1, "15 passed, 2 failed");
    }

    [Fact]
    public async Task A_project_that_hung_after_passed_tests_is_a_failure_and_its_test_is_named()
    {
        Ended("One.Tests", 0, Line("Passed!", failed: 0, passed: 5, skipped: 0));
        Ended("Two.Tests", 1, Names + "\n\n" + Line("Passed!", failed: 0, passed: 10, skipped: 0));

        var said = await AssertSaysAsync(1, "15 passed, 1 failed");
        Assert.Contains("Two.Tests did not end well (exit code 1).", said, StringComparison.Ordinal);
        Assert.Contains("House.Doors.Close_by_themselves", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ended_a_project_counts_beside_what_had_failed_in_it()
    {
        Ended("One.Tests", 1, Names + "\n\n" + Line("Failed!", failed: 2, passed: 10, skipped: 0));

        Assert.Contains("House.Doors.Close_by_themselves", await AssertSaysAsync(1, "10 passed, 3 failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_crashed_without_a_line_of_its_own_is_a_failure()
    {
        Ended("One.Tests", 0, Line("Passed!", failed: 0, passed: 5, skipped: 0));
        Ended("Two.Tests", 134, "Aborted");

        Assert.Contains("Two.Tests did not end well (exit code 134).", await AssertSaysAsync(1, "5 passed, 1 failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_never_ended_is_a_failure()
    {
        Ended("One.Tests", 0, Line("Passed!", failed: 0, passed: 5, skipped: 0));
        _folder.Write("Two.Tests.log", Line("Passed!", failed: 0, passed: 7, skipped: 0));

        Assert.Contains("Two.Tests did not end well", await AssertSaysAsync(1, "12 passed, 1 failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_fits_in_one_project_alone_is_no_failure_and_one_that_fits_nowhere_is()
    {
        Ended("One.Tests", 0, "No test matches the given testcase filter `Nothing` in /One.Tests.dll");
        await AssertSaysAsync(1, "0 passed, 0 failed");

        Ended("Two.Tests", 0, Line("Passed!", failed: 0, passed: 1, skipped: 0));
        await AssertSaysAsync(0, "1 passed, 0 failed");
    }

    [Fact]
    public async Task A_line_that_a_test_printed_does_not_count()
    {
        Ended("One.Tests", 0, Line("Passed!", failed: 0, passed: 900, skipped: 0) + "\n" + Line("Passed!", failed: 0, passed: 4, skipped: 0));

        await AssertSaysAsync(0, "4 passed, 0 failed");
    }

    private static string Line(string verdict, int failed, int passed, int skipped) =>
        $"{verdict}  - Failed: {failed,5}, Passed: {passed,5}, Skipped: {skipped,5}, Total: {failed + passed + skipped,5}, Duration: 4 m 50 s - Some.Tests.dll (net10.0)\n";

    private void Ended(string project, int exitCode, string log)
    {
        _folder.Write(project + ".log", "Starting test execution, please wait...\n" + log);
        _folder.Write(project + ".exit", $"{exitCode}\n");
    }

    private async Task<string> AssertSaysAsync(int exitCode, string last)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Repository.In("tests", "summarize"), _folder.Path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(last, said.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(exitCode, process.ExitCode);
        return said;
    }
}
