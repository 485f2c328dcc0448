using Entracte.EndToEnd.Tests.Harness;
using Entracte.ImageFormat.Records;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>An image that is whole, and a machine or files that are no longer what it was taken on: refused with a sentence before anything is created.</summary>
public sealed class UnfitRestartTests : IDisposable
{
    private readonly UserSession session = new();

    public static TheoryData<string, string> Machines => new()
    {
        { "architecture", "It ran on aarch64, and this machine is x86_64." },
        { "page size", "Its pages have 65536 bytes" },
        { "instructions", "lacks avx512_of_tomorrow" },
        { "extended state", "XCR0 bits 0x1000000000000000" },
        { "kernel", "Its vdso is that of kernel 1.2.3" },
    };

    public void Dispose() => session.Dispose();

    [Theory]
    [MemberData(nameof(Machines))]
    public void Another_machine_is_named_by_what_it_lacks(string otherwise, string expected)
    {
        var (image, _) = Image();
        var altered = AlteredImage.Write(image, session.PathOf("altered"), record => record with { Process = record.Process with { Machine = Otherwise(record.Process.Machine, otherwise) } });
        Assert.Contains(expected, Refused(altered).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_does_not_fit_is_said_at_once()
    {
        var (image, program) = Image();
        var altered = AlteredImage.Write(image, session.PathOf("altered"), record => record with
        {
            Process = record.Process with { Machine = Otherwise(Otherwise(record.Process.Machine, "kernel"), "instructions") },
        });
        File.Delete(program);
        var errors = Refused(altered).Errors;
        Assert.Contains("avx512_of_tomorrow", errors, StringComparison.Ordinal);
        Assert.Contains("kernel 1.2.3", errors, StringComparison.Ordinal);
        Assert.Contains($"The mapped file {program} is missing.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_file_that_is_another_one_now_is_refused_until_the_old_one_is_back()
    {
        var (image, program) = Image();
        File.Move(program, program + ".old");
        File.Copy(VictimPrograms.PathOf("pipes"), program);
        Assert.Contains($"The mapped file {program} is not the one of the checkpoint", Refused(image).Errors, StringComparison.Ordinal);

        // The same content with another time is the same file, moved there and back or installed anew.
        File.Copy(program + ".old", program, overwrite: true);
        File.SetLastWriteTimeUtc(program, DateTime.UnixEpoch);
        Passes(image);
    }

    [Fact]
    public void A_program_file_that_may_not_be_executed_any_more_is_refused_before_anything_is_made()
    {
        var (image, program) = Image();
        var mode = File.GetUnixFileMode(program);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains($"The program {program} may not be executed (EACCES", Refused(image).Errors, StringComparison.Ordinal);
        File.SetUnixFileMode(program, mode);
        Passes(image);
    }

    [Fact]
    public void A_program_file_of_the_same_size_but_another_build_is_taken_only_where_the_person_vouches_for_it()
    {
        var (image, program) = Image();
        var bytes = File.ReadAllBytes(program);
        // A note of type 3 by GNU is the build id, elf(5); nobody runs it.
        bytes[bytes.AsSpan().IndexOf("\u0003\0\0\0GNU\0"u8) + 8] ^= 1;
        File.WriteAllBytes(program, bytes);
        Assert.Contains("--trust-files", Refused(image).Errors, StringComparison.Ordinal);
        Passes(image, "--trust-files");
    }

    [Fact]
    public void More_signals_for_a_thread_than_can_be_given_back_are_named_before_any_process_is_made()
    {
        var (image, _) = Image();
        // What tgkill(2) queues, SIGUSR1 from the thread itself.
        byte[] signal = [10, 0, 0, 0, 0, 0, 0, 0, 0xfa, 0xff, 0xff, 0xff, .. new byte[116]];
        var altered = AlteredImage.Write(image, session.PathOf("altered"), record => record with
        {
            Threads = [record.Threads[0] with { PendingSignals = [.. Enumerable.Repeat(signal, 700)] }, .. record.Threads[1..]],
        });
        Assert.Contains("700 signals wait for its thread", Refused(altered).Errors, StringComparison.Ordinal);
    }

    private static MachineRecord Otherwise(MachineRecord machine, string what) => what switch
    {
        "architecture" => machine with { Architecture = "aarch64" },
        "page size" => machine with { PageSizeBytes = 65536 },
        "instructions" => machine with { ProcessorFeatures = [.. machine.ProcessorFeatures, "avx512_of_tomorrow"] },
        "extended state" => machine with { ExtendedStateFeatures = machine.ExtendedStateFeatures | 1UL << 60 },
        _ => machine with { KernelRelease = "1.2.3", VdsoChecksum = machine.VdsoChecksum ^ 1 },
    };

    /// <summary>The image of a program that has ended, and the program's file, which belongs to the test.</summary>
    private (string Image, string Program) Image()
    {
        var program = session.PathOf("program");
        File.Copy(VictimPrograms.PathOf("threads"), program);
        var running = session.Launch("unfit", program, session.PathOf("question"));
        running.WaitForOutput("ready");
        session.CheckpointAndKill("unfit", running);
        return (Path.Combine(session.Images, "unfit", "g000001"), program);
    }

    private CommandResult Refused(string image)
    {
        session.Refuse("restart", image, "--detach");
        Assert.True(session.Processes().Count == session.Agents().Count, session.Explain());
        var refusal = session.Refuse("restart", image);
        Assert.True(session.Processes().Count == session.Agents().Count, session.Explain());
        return refusal;
    }

    private void Passes(string image, params string[] options)
    {
        session.Succeed(["restart", image, "--detach", .. options]);
        File.WriteAllText(session.PathOf("question"), "");
        Waiting.Until("the program's word", () => session.Processes().Count == session.Agents().Count, session.Explain);
        Assert.Contains("pass", File.ReadAllText(session.PathOf("unfit.1.out")), StringComparison.Ordinal);
    }
}
