using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class SerializationTests() : TestKit(ConfigurationFactory.ParseString(
    """
    akka.actor {
      serialize-messages = on
      serializers { letters = "Entracte.Standin.Tests.Actors.SerializationTests+LetterSerializer, Entracte.Standin.Tests" }
      serialization-bindings { "Entracte.Standin.Tests.Actors.SerializationTests+ILetter, Entracte.Standin.Tests" = letters }
    }
    """))
{
    [Fact]
    public async Task Every_message_between_actors_goes_through_its_serializer()
    {
        var written = new Letter("hello", TestActor);
        var reader = Sys.ActorOf(Props.Create(() => new Reader()));
        reader.Tell(written);
        ExpectMsg("hello");
        var received = (await reader.Ask<Kept>(Last.Instance, TimeSpan.FromSeconds(10))).Letter;
        Assert.Equal(written, received);
        Assert.NotSame(written, received);
    }

    [Fact]
    public void A_reference_survives_as_its_path()
    {
        var reader = Sys.ActorOf(Props.Create(() => new Reader()), "reader");
        var path = Serialization.SerializedActorPath(reader);
        Assert.Equal(reader, ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(path));
    }

    [Fact]
    public async Task A_question_can_be_answered_through_the_path_of_its_sender()
    {
        var reader = Sys.ActorOf(Props.Create(() => new Reader()));
        var answer = await reader.Ask<string>(replyTo => new Letter("by path", replyTo), TimeSpan.FromSeconds(10), CancellationToken.None);
        Assert.Equal("by path", answer);
    }

    [Fact]
    public void Bytes_name_their_serializer_and_their_manifest()
    {
        var serializer = Sys.Serialization.FindSerializerFor(new Letter("x", TestActor));
        Assert.IsType<LetterSerializer>(serializer);
        Assert.Equal(4711, serializer.Identifier);
        var letter = new Letter("there and back", TestActor);
        var bytes = Sys.Serialization.Serialize(letter);
        Assert.Equal(letter, Sys.Serialization.Deserialize(bytes, 4711, ((LetterSerializer)serializer).Manifest(letter)));
        Assert.Throws<SerializationException>(() => Sys.Serialization.Deserialize(bytes, 4711, "?"));
        Assert.ThrowsAny<SerializationException>(() => Sys.Serialization.Deserialize(bytes, 99_999, "L"));
    }

    [Fact]
    public void A_message_that_says_so_is_left_alone()
    {
        var local = new Local(new object());
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        echo.Tell(local);
        Assert.Same(local.Thing, ExpectMsg<Local>().Thing);
    }

    [Fact]
    public void A_message_that_cannot_be_serialized_does_not_arrive()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        EventFilter.Error(start: "Swallowing exception during message send").ExpectOne(() => echo.Tell(new Letter("unwritable", ActorRefs.Nobody)));
        echo.Tell("next");
        ExpectMsg("next");
    }

    public interface ILetter;

    public sealed record Letter(string Text, IActorRef ReplyTo) : ILetter;

    private sealed record Local(object Thing) : INoSerializationVerificationNeeded;

    private sealed record Last : INoSerializationVerificationNeeded
    {
        public static readonly Last Instance = new();
    }

    private sealed record Kept(Letter Letter) : INoSerializationVerificationNeeded;

    private sealed class Reader : ReceiveActor
    {
        private Letter? _last;

        public Reader()
        {
            Receive<Letter>(letter =>
            {
                _last = letter;
                letter.ReplyTo.Tell(letter.Text);
            });
            Receive<Last>(_ => Sender.Tell(new Kept(_last!)));
        }
    }

    public sealed class LetterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 4711;

        public override string Manifest(object o) => "L";

        public override byte[] ToBinary(object obj)
        {
            var letter = (Letter)obj;
            return letter.Text == "unwritable"
                ? throw new SerializationException("unwritable")
                : Encoding.UTF8.GetBytes($"{letter.Text}\n{Serialization.SerializedActorPath(letter.ReplyTo)}");
        }

        public override object FromBinary(byte[] bytes, string manifest)
        {
            if (manifest != "L")
                throw new SerializationException($"unknown manifest {manifest}");
            var lines = Encoding.UTF8.GetString(bytes).Split('\n');
            return new Letter(lines[0], system.Provider.ResolveActorRef(lines[1]));
        }
    }
}
