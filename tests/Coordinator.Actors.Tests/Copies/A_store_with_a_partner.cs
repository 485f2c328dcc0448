using Entracte.Coordinator.Copies;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ImageFormat.Tests.Stores;

namespace Entracte.Coordinator.Actors.Tests.Copies;

/// <summary>What every store promises holds at the partner for what was written here.</summary>
public sealed class A_store_with_a_partner : ImageStoreContract, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("entracte-partners-").FullName;
    private readonly PartneredStore partnered;

    public A_store_with_a_partner() => partnered = new PartneredStore(root);

    protected override IImageStore Store => partnered;

    [Fact]
    public void whose_link_breaks_again_and_again_goes_on_where_it_was_and_sends_nothing_twice_but_headers()
    {
        var (arrived, broken, arrivedBytes, breaks) = (0, false, 0L, 0);
        partnered.Passes = message =>
        {
            // As a connection does: what was behind the break is lost until somebody begins anew.
            broken = message is ImageOffered ? false : broken || (message is ImageChunk && ++arrived % 5 == 0);
            breaks += broken && message is ImageChunk ? 1 : 0;
            arrivedBytes += !broken && message is ImageChunk chunk ? chunk.Bytes.Length : 0;
            return broken ? null : message;
        };
        CommitLarge();

        Assert.True(breaks > 2, $"{breaks} chunks were lost");
        var image = partnered.There.Open("job");
        Assert.Empty(ImageVerifier.Verify(image.Place).Damages);
        var sizeBytes = Directory.EnumerateFiles(image.Place).Sum(path => new FileInfo(path).Length);
        // The inventory, and a page in front of each part, with every offer.
        Assert.InRange(arrivedBytes, sizeBytes, sizeBytes + (breaks * 16 * 4096));
    }

    [Fact]
    public void that_lost_what_was_sent_ahead_has_all_of_it_sent_behind_the_commit()
    {
        var isCommitted = false;
        partnered.Passes = message =>
        {
            isCommitted |= message is ImageOffered { IsAhead: false };
            return isCommitted ? message : null;
        };
        CommitLarge();
        Assert.Equal(partnered.Copied!.SizeBytes, partnered.Copied.SentBytes);
        Assert.Empty(ImageVerifier.Verify(partnered.There.Open("job").Place).Damages);
    }

    [Fact]
    public void over_a_link_that_changes_bytes_has_no_image_rather_than_a_damaged_one()
    {
        partnered.Passes = message => message is ImageChunk { Offset: > 0 } chunk ? chunk with { Bytes = [.. chunk.Bytes.Select(each => (byte)(each ^ 1))] } : message;
        var thrown = Assert.Throws<EntracteException>(CommitLarge);
        Assert.Equal(FailureKind.ImageDamaged, thrown.Failure.Kind);
        Assert.Empty(partnered.There.ListNames());
        Assert.Empty(ImageVerifier.Verify(partnered.Here.Open("job").Place).Damages);

        partnered.Passes = message => message;
        CommitLarge();
        Assert.Equal([2], partnered.There.List("job").Select(image => image.Generation));
    }

    public void Dispose()
    {
        partnered.Dispose();
        Directory.Delete(root, recursive: true);
    }

    private void CommitLarge()
    {
        using var writer = Store.Begin("job");
        foreach (var pid in new[] { 1, 2 })
        {
            var pages = new byte[3 << 20];
            new Random(pid).NextBytes(pages);
            var part = writer.CreatePart(pid);
            part.Append(0, 0x1000, pages);
            part.Complete(new ProcessFileRecord { Process = new ProcessRecord { Pid = pid } });
        }

        writer.Commit(Inventory(1, 2));
    }
}
