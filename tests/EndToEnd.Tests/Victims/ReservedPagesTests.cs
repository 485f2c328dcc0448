using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>Memory of huge pages that the machine keeps ready (hugetlb): root reserves some, mounts a directory for them and lets a group have them, and a plain user does.</summary>
[Trait("Category", "Root")]
public sealed class ReservedPagesTests : IDisposable
{
    private const string NumberFile = HugePagesFactAttribute.NumberFile;
    private const string GroupFile = "/proc/sys/vm/hugetlb_shm_group";

    private readonly UserSession session = new(asPlainUser: PlainUser.Obstacle() is null);
    private readonly string directory = Directory.CreateTempSubdirectory("entracte-huge-").FullName;
    private readonly long pagesBefore = Read(NumberFile);
    private readonly long groupBefore = Read(GroupFile);

    public ReservedPagesTests()
    {
        try
        {
            Assert.Equal(0, Syscall.stat(session.Folder, out var owned));
            Write(GroupFile, owned.st_gid);
            session.StartAsOurselves("mount", "mount", "-t", "hugetlbfs", "-o", "mode=0777", "none", directory).ExpectEnd();
            Write(NumberFile, pagesBefore + HugePagesFactAttribute.PagesNeeded);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            session.StartAsOurselves("umount", "umount", "--lazy", directory).WaitForEnd();
            session.Dispose();
            Directory.Delete(directory);
        }
        finally
        {
            Write(NumberFile, pagesBefore);
            Write(GroupFile, groupBefore);
        }
    }

    [HugePagesFact]
    public void Those_in_memory_are_as_they_were_after_checkpoints_and_after_two_lives() => AreAsTheyWere("memory_reserved");

    [HugePagesFact]
    public void Those_of_files_are_as_they_were_after_checkpoints_and_after_two_lives() => AreAsTheyWere("memory_reserved_files");

    [HugePagesFact]
    public void A_machine_with_too_few_of_them_is_refused_with_their_number_and_nothing_is_left()
    {
        var program = Ready("memory_reserved", "refused");
        session.CheckpointAndKill("refused", program);
        Write(NumberFile, pagesBefore + 1);
        var errors = session.Refuse("restart", "refused", "--images", session.Images).Errors;
        Assert.Contains("huge pages of 2048 KiB, and ", errors, StringComparison.Ordinal);
        Assert.Contains(NumberFile, errors, StringComparison.Ordinal);
        Assert.True(session.Processes().Count == session.Agents().Count, session.Explain());

        Write(NumberFile, pagesBefore + HugePagesFactAttribute.PagesNeeded);
        Passes("refused", session.Restart("refused", program));
    }

    private void AreAsTheyWere(string victim)
    {
        Passes("undisturbed", Ready(victim, "undisturbed"));

        var watched = Ready(victim, "watched");
        session.Checkpoint("watched");
        session.Checkpoint("watched");
        Passes("watched", watched);

        var killed = Ready(victim, "killed");
        for (var life = 0; life < 2; life++)
        {
            session.CheckpointAndKill("killed", killed);
            killed = session.Restart("killed", killed);
            session.WaitUntilRunning("killed", killed);
        }
        Passes("killed", killed);
    }

    private string QuestionOf(string name) => session.PathOf(name + ".question");

    private RunningProgram Ready(string victim, string name)
    {
        var program = session.Launch(name, VictimPrograms.PathOf(victim), QuestionOf(name), directory);
        program.WaitForOutput("ready");
        return program;
    }

    private void Passes(string name, RunningProgram program) => program.Passes(QuestionOf(name));

    private static long Read(string path) => long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);

    private static void Write(string path, long number) => File.WriteAllText(path, number.ToString(CultureInfo.InvariantCulture));
}
