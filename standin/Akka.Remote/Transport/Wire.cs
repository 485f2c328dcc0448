using Akka.Actor;
using Akka.Dispatch.SysMsg;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Akka.Remote.Transport;

/// <summary>What messages and references look like in a frame.</summary>
internal static class Wire
{
    public static byte[] Write(TcpTransport transport, Outgoing outgoing) =>
        AkkaSerialization.WithTransport(transport.System, transport.LocalAddress, () => outgoing switch
        {
            Outgoing.Told told => Frames.Of(FrameKind.Told, frame =>
            {
                frame.WriteReference(told.Recipient);
                frame.WriteReference(told.Sender);
                frame.WriteMessage(transport.System, told.Message);
            }),
            Outgoing.Selection selection => Frames.Of(FrameKind.Selection, frame =>
            {
                frame.WriteReference(selection.Sender);
                frame.Write(string.Join('/', selection.Message.Elements));
                frame.WriteMessage(transport.System, selection.Message.Message);
            }),
            Outgoing.Watching watching => Pair(FrameKind.Watch, watching.Watchee, watching.Watcher),
            Outgoing.Unwatching unwatching => Pair(FrameKind.Unwatch, unwatching.Watchee, unwatching.Watcher),
            Outgoing.Gone gone => Frames.Of(FrameKind.Gone, frame =>
            {
                frame.WriteReference(gone.Actor);
                frame.WriteReference(gone.Watcher);
                frame.Write(gone.ExistenceConfirmed);
            }),
            Outgoing.Heartbeat => Frames.Of(FrameKind.Heartbeat),
            _ => throw new NotSupportedException(outgoing.GetType().Name),
        });

    public static void Deliver(TcpTransport transport, FrameKind kind, BinaryReader frame)
    {
        switch (kind)
        {
            case FrameKind.Told:
            {
                var recipient = frame.ReadReference(transport);
                var sender = frame.ReadReference(transport);
                recipient.Tell(frame.ReadMessage(transport.System), sender);
                break;
            }

            case FrameKind.Selection:
            {
                var sender = frame.ReadReference(transport);
                var elements = frame.ReadString().Split('/');
                new ActorSelection(transport.Provider.RootGuardian, elements).Tell(frame.ReadMessage(transport.System), sender ?? transport.System.DeadLetters);
                break;
            }

            case FrameKind.Watch:
            {
                var watchee = (IInternalActorRef)frame.ReadReference(transport);
                watchee.SendSystemMessage(new Watch(watchee, (IInternalActorRef)frame.ReadReference(transport)));
                break;
            }

            case FrameKind.Unwatch:
            {
                var watchee = (IInternalActorRef)frame.ReadReference(transport);
                watchee.SendSystemMessage(new Unwatch(watchee, (IInternalActorRef)frame.ReadReference(transport)));
                break;
            }

            case FrameKind.Gone:
            {
                var actor = frame.ReadReference(transport);
                var watcher = (IInternalActorRef)frame.ReadReference(transport);
                transport.Provider.Watches.Gone(actor, watcher, frame.ReadBoolean());
                break;
            }

            default:
                throw new InvalidDataException($"a frame of kind {kind} where a message was expected");
        }
    }

    public static void WriteMessage(this BinaryWriter frame, ExtendedActorSystem system, object message)
    {
        var serializer = system.Serialization.FindSerializerFor(message);
        frame.Write(serializer.Identifier);
        frame.Write(AkkaSerialization.ManifestFor(serializer, message));
        frame.WriteBytes(serializer.ToBinary(message));
    }

    public static object ReadMessage(this BinaryReader frame, ExtendedActorSystem system)
    {
        var serializer = frame.ReadInt32();
        var manifest = frame.ReadString();
        return system.Serialization.Deserialize(frame.ReadBytes(), serializer, manifest);
    }

    private static byte[] Pair(FrameKind kind, IActorRef watchee, IActorRef watcher) => Frames.Of(kind, frame =>
    {
        frame.WriteReference(watchee);
        frame.WriteReference(watcher);
    });

    // A reference of ours gets our address; one of another system has its own.
    private static void WriteReference(this BinaryWriter frame, IActorRef reference) => frame.Write(AkkaSerialization.SerializedActorPath(reference));

    private static IActorRef ReadReference(this BinaryReader frame, TcpTransport transport) =>
        frame.ReadString() is { Length: > 0 } path ? transport.Provider.ResolveActorRef(path) : ActorRefs.NoSender;
}
