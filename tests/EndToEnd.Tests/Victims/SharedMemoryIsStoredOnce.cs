using Entracte.EndToEnd.Tests.Harness;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>What several processes have mapped, and have open, is in the image once, whoever of them has it.</summary>
public sealed class SharedMemoryIsStoredOnce(UserSession session) : IClassFixture<UserSession>
{
    private const long ObjectBytes = 8 << 20;

    [Fact]
    public void An_image_holds_one_copy_of_what_parent_and_child_have_mapped()
    {
        var question = session.PathOf("memory_between.question");
        var program = session.Launch("memory_between", VictimPrograms.PathOf("memory_between"), question);
        program.WaitForOutput("ready");
        var sizeBytes = (long)session.Checkpoint("memory_between")["sizeBytes"]!;
        var shared = Directory.GetFiles(session.Images, "p*.img", SearchOption.AllDirectories).SelectMany(SharedMemories).Where(memory => memory.LengthBytes == ObjectBytes).ToList();
        // Three are in memory; a file is stored only where it would not outlive the machine.
        Assert.Equal(3, shared.Count(memory => memory.Kind != SharedMemoryKind.NamedFile));
        Assert.Equal(shared.Count, shared.DistinctBy(memory => memory.Id).Count());
        Assert.InRange(sizeBytes, shared.Count * ObjectBytes, (shared.Count * ObjectBytes) + (ObjectBytes / 2));
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    private static SharedMemoryRecord[] SharedMemories(string path)
    {
        using var reader = ProcessFileReader.Open(path);
        return reader.Record.SharedMemories;
    }
}
