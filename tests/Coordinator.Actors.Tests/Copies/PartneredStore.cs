using Akka.Actor;
using Akka.Configuration;
using Entracte.Coordinator.Copies;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Wire;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Actors.Tests.Copies;

/// <summary>
/// Writes to a directory of one node, reads in that of its partner: what is committed is copied there by the real actors, parts first, over a link that may break. What is removed is removed
/// on both.
/// </summary>
internal sealed class PartneredStore : IImageStore, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What breaks is noticed soon.
    private static readonly EntracteSettings Settings = EntracteSettings.Of(EntracteConfiguration.Reference) with { NodeName = "partner", CopySilence = TimeSpan.FromMilliseconds(300) };

    private readonly ActorSystem actors = ActorSystem.Create("copies", ConfigurationFactory.ParseString("akka { loglevel = WARNING, actor.serialize-messages = on }"));
    private readonly IActorRef link;
    private int copies;

    /// <param name="root">A directory for both.</param>
    public PartneredStore(string root)
    {
        EntracteSerializer.Bind((ExtendedActorSystem)actors);
        (Here, There) = (new DirectoryImageStore(Path.Combine(root, "here")), new DirectoryImageStore(Path.Combine(root, "there")));
        var place = There.Place;
        link = actors.ActorOf(Props.Create(() => new CopyLink(place, Settings, message => Passing(message))), "link");
    }

    public DirectoryImageStore Here { get; }

    public DirectoryImageStore There { get; }

    public string Place => There.Place;

    /// <summary>What becomes of a message between the two; null: it is lost.</summary>
    public Func<ICopyMessage, ICopyMessage?> Passes { get; set; } = message => message;

    /// <summary>Of the last image.</summary>
    public ImageCopyResult? Copied { get; private set; }

    public IImageWriter Begin(string name, int? generation = null, ImageShare? share = null, bool sync = true) => new Writer(this, Here.Begin(name, generation, share, sync));

    public IReadOnlyList<string> ListNames() => There.ListNames();

    public IReadOnlyList<StoredImage> List(string name) => There.List(name);

    public IImageReader Open(string name, int? generation = null) => There.Open(name, generation);

    public void Remove(string name, int generation)
    {
        Here.Remove(name, generation);
        There.Remove(name, generation);
    }

    public void RemoveLeftovers()
    {
        Here.RemoveLeftovers();
        There.RemoveLeftovers();
    }

    public void Dispose() => actors.Terminate().Wait();

    private ICopyMessage? Passing(ICopyMessage message) => Passes(message);

    private IActorRef SenderOf(string name, int generation, IReadOnlyList<CopiedFile> written)
    {
        var order = OrderFor(name, generation);
        var (copyId, root, stores) = ($"here:{++copies}", Here.Place, new DirectoryImageStores());
        return actors.ActorOf(Props.Create(() => new ImageSender(order, copyId, root, name, written, stores, Settings)));
    }

    private SendImage OrderFor(string name, int generation) => new()
    {
        Request = new ImageCopyRequest { Target = name, Generation = generation, ToDirectory = There.Place, From = "here", To = "partner", RequestId = "copy" },
        Receiver = link.Path.ToString(),
    };

    /// <summary>As a node that takes part in a checkpoint does it: the parts go ahead when they are written, and behind the commit the image is ordered.</summary>
    private sealed class Writer(PartneredStore store, IImageWriter writer) : IImageWriter
    {
        private readonly List<ProcessFileWriter> parts = [];

        public string Name => writer.Name;

        public int Generation => writer.Generation;

        public string Place => writer.Place;

        public string FileNameOf(int pid) => writer.FileNameOf(pid);

        public ProcessFileWriter CreatePart(int pid)
        {
            parts.Add(writer.CreatePart(pid));
            return parts[^1];
        }

        public InventoryRecord Commit(InventoryRecord inventory)
        {
            var sender = store.SenderOf(Name, Generation, [.. parts.Where(part => part.IsCreated).Select(part => new CopiedFile(Path.GetFileName(part.Path), part.LengthBytes))]);
            try
            {
                var committed = writer.Commit(inventory);
                store.Copied = sender.Ask<object>(store.OrderFor(Name, Generation), Patience).Result switch
                {
                    ImageCopyResult copied => copied,
                    Failure failure => throw new EntracteException(failure),
                    var other => throw new InvalidOperationException($"the order to copy was answered with {other}"),
                };
                return committed;
            }
            finally
            {
                store.actors.Stop(sender);
            }
        }

        public void Dispose() => writer.Dispose();
    }
}
