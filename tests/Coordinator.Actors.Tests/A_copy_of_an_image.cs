using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>From node to node, through real messages and real files.</summary>
public sealed class A_copy_of_an_image : ClusterTest, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("entracte-copies-").FullName;

    [Fact]
    public async Task is_asked_for_on_any_node_and_is_whole_where_it_arrives()
    {
        Commit("job", generations: 2);
        await FormWithFilesAsync("first", "second", "third");
        var copied = await CopyAsync(members[0], new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), From = "second", To = "third", ToDirectory = At("there") });
        Assert.Equal(("job", 2, "third", Path.Combine(At("there"), "job", "g000002")), (copied.Name, copied.Generation, copied.Node, copied.Directory));
        Assert.Equal(copied.SizeBytes, copied.SentBytes);
        Assert.True(copied.SizeBytes > 8 << 20);
        Assert.Empty(ImageVerifier.Verify(copied.Directory).Damages);

        var again = await CopyAsync(members[1], new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), To = "third", ToDirectory = At("there") });
        Assert.Equal((copied.SizeBytes, 0), (again.SizeBytes, again.SentBytes));

        var older = await CopyAsync(members[1], new ImageCopyRequest { Target = "job", Generation = 1, ImagesDirectory = At("here"), ToDirectory = At("there") });
        Assert.Equal(("second", 1), (older.Node, older.Generation));
    }

    [Fact]
    public async Task that_cannot_be_made_is_refused_with_the_reason_and_leaves_nothing()
    {
        Commit("job", generations: 1);
        await FormWithFilesAsync("first", "second");
        await RefusedAsync(new ImageCopyRequest { Target = "other", ImagesDirectory = At("here"), ToDirectory = At("there") }, "There is no image of 'other'");
        await RefusedAsync(new ImageCopyRequest { Target = "job", Generation = 7, ImagesDirectory = At("here"), ToDirectory = At("there") }, "there is 1");
        await RefusedAsync(new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), To = "nobody" }, "no node is called nobody");
        File.WriteAllText(At("occupied"), "");
        await RefusedAsync(new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), To = "second", ToDirectory = At("occupied") }, "copy of an image to second");
        Assert.False(Directory.Exists(At("there")));
    }

    [Fact]
    public async Task that_was_damaged_on_the_way_is_not_taken_for_an_image()
    {
        Commit("job", generations: 1);
        var part = Directory.GetFiles(Path.Combine(At("here"), "job", "g000001"), "p*.img")[0];
        using (var file = File.OpenHandle(part, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.Write(file, "damage"u8, RandomAccess.GetLength(file) / 2);
        await FormWithFilesAsync("first", "second");
        var thrown = await RefusedAsync(new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), To = "second", ToDirectory = At("there") }, "damaged");
        Assert.Equal(FailureKind.ImageDamaged, thrown.Failure.Kind);
        Assert.Empty(new DirectoryImageStore(At("there")).ListNames());
    }

    [Fact]
    public async Task whose_shares_come_from_two_nodes_at_once_is_one_image()
    {
        CommitShares("first", "second");
        await FormWithFilesAsync("first", "second", "third");
        var copies = await Task.WhenAll(((string[])["first", "second"]).Select(source => CopyAsync(
            members[2], new ImageCopyRequest { Target = "job", ImagesDirectory = At(source), From = source, To = "third", ToDirectory = At("there") })));
        Assert.All(copies, copied => Assert.Equal(copied.SizeBytes, copied.SentBytes));
        Assert.Empty(ImageVerifier.Verify(copies[0].Directory).Damages);
    }

    [Fact]
    public async Task to_where_a_checkpoint_is_being_written_waits_for_its_end()
    {
        Commit("job", generations: 1);
        await FormWithFilesAsync("first", "second");
        Task<ImageCopyResult> copying;
        using (new DirectoryImageStore(At("there")).Begin("job", 2))
        {
            copying = CopyAsync(members[0], new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), To = "second", ToDirectory = At("there") });
            await UntilAsync(() => Directory.GetFiles(At("there"), "p3.img", SearchOption.AllDirectories).Length == 1, "all of it is there but the place");
            // Longer than it tries at a time.
            await Task.Delay(TimeSpan.FromSeconds(4));
            Assert.False(copying.IsCompleted);
        }

        Assert.Empty(ImageVerifier.Verify((await copying).Directory).Damages);
    }

    [Fact]
    public async Task goes_to_another_cluster_and_comes_from_there()
    {
        Commit("job", generations: 1);
        await FormWithFilesAsync("first", "second");
        await FormOtherAsync("", "first", "other");
        others.ForEach(member => member.Stores.CopiesFiles = true);

        var pushed = await CopyAsync(members[1], new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), To = $"other@{others[0].Place}", ToDirectory = At("there") });
        Assert.Equal(("other", pushed.SizeBytes), (pushed.Node, pushed.SentBytes));
        var pulled = await CopyAsync(members[0], new ImageCopyRequest { Target = "job", ImagesDirectory = At("there"), From = $"first@{others[1].Place}", To = "second", ToDirectory = At("back") });
        Assert.Equal(("second", pulled.SizeBytes), (pulled.Node, pulled.SentBytes));
        Assert.Empty(ImageVerifier.Verify(pulled.Directory).Damages);
        await RefusedAsync(new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), To = $"nobody@{others[0].Place}" }, "no node is called nobody@");
        await RefusedAsync(new ImageCopyRequest { Target = "job", ImagesDirectory = At("here"), From = $"first@{others[0].Place}", To = $"other@{others[0].Place}" }, "one of the two nodes");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private async Task FormWithFilesAsync(params string[] names)
    {
        await FormAsync(names);
        members.ForEach(member => member.Stores.CopiesFiles = true);
    }

    private string At(string name) => Path.Combine(root, name);

    private static Task<ImageCopyResult> CopyAsync(SimulatedMember member, ImageCopyRequest request) => member.Entracte.CopyImageAsync(request).WaitAsync(Patience);

    private async Task<EntracteException> RefusedAsync(ImageCopyRequest request, string reason)
    {
        var thrown = await Assert.ThrowsAsync<EntracteException>(() => CopyAsync(members[0], request));
        Assert.Contains(reason, thrown.Failure.Reason, StringComparison.OrdinalIgnoreCase);
        return thrown;
    }

    private void Commit(string name, int generations)
    {
        for (var generation = 0; generation < generations; generation++)
        {
            using var writer = new DirectoryImageStore(At("here")).Begin(name);
            foreach (var pid in new[] { 1, 2, 3 })
                Write(writer, pid);
            writer.Commit(new InventoryRecord { ComputationId = "c", Parts = [.. new[] { 1, 2, 3 }.Select(pid => new PartRecord { Pid = pid })] });
        }
    }

    /// <summary>One process of each, in a directory of its own.</summary>
    private void CommitShares(params string[] nodes)
    {
        var writers = nodes.Select(node => new DirectoryImageStore(At(node)).Begin("job", 1, new ImageShare(node, "1"))).ToList();
        var parts = writers.Select((writer, index) =>
        {
            var written = Write(writer, index + 1).Written!;
            return new PartRecord { Pid = index + 1, Node = nodes[index], FileName = writer.FileNameOf(index + 1), LengthBytes = written.LengthBytes, Checksum = written.Checksum };
        }).ToArray();
        foreach (var writer in writers)
        {
            writer.Commit(new InventoryRecord { ComputationId = "c", CreatedUnixMilliseconds = 1, Parts = parts });
            writer.Dispose();
        }
    }

    private static ProcessFileWriter Write(IImageWriter writer, int pid)
    {
        var pages = new byte[4 << 20];
        new Random(pid).NextBytes(pages);
        var part = writer.CreatePart(pid);
        part.Append(0, 0x1000, pages);
        part.Complete(new ProcessFileRecord { Process = new ProcessRecord { Pid = pid } });
        return part;
    }
}
