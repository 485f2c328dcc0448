using System.Reflection;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using FsCheck;
using FsCheck.Fluent;
using MessagePack;

namespace Entracte.ImageFormat.Tests.Records;

public sealed class RecordTests
{
    private static readonly Type[] AllRecords = [.. typeof(ProcessFileRecord).Assembly.GetTypes().Where(type => type.IsDefined(typeof(MessagePackObjectAttribute)) && !type.IsAbstract)];

    public static TheoryData<Type> Everything => [.. AllRecords];

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_record_comes_back_as_it_was(Type type)
        => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var bytes = MessagePackSerializer.Serialize(type, new AnyRecord(seed).Make(type));
            var again = MessagePackSerializer.Deserialize(type, bytes);
            return bytes.AsSpan().SequenceEqual(MessagePackSerializer.Serialize(type, again)) && RecordShape.FindMissing(again!) is null;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_record_of_an_older_writer_takes_initial_values_for_what_it_lacks(Type type)
    {
        var initial = Activator.CreateInstance(type)!;
        var read = MessagePackSerializer.Deserialize(type, new byte[] { 0x90 });
        Assert.Equal(MessagePackSerializer.Serialize(type, initial), MessagePackSerializer.Serialize(type, read));
        Assert.Null(RecordShape.FindMissing(read!));
    }

    [Fact]
    public void Every_kind_of_open_file_has_a_number_in_the_union()
    {
        var numbered = typeof(OpenFileRecord).GetCustomAttributes<UnionAttribute>(inherit: false).Select(union => union.SubType).ToHashSet();
        Assert.Equal(AllRecords.Where(type => type.IsSubclassOf(typeof(OpenFileRecord))).ToHashSet(), numbered);
    }

    [Fact]
    public void Records_are_immutable_and_consist_of_what_any_MessagePack_library_reads()
    {
        foreach (var property in AllRecords.SelectMany(type => type.GetProperties()).Where(property => property.IsDefined(typeof(KeyAttribute))))
        {
            Assert.Contains(property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers(), modifier => modifier.Name == "IsExternalInit");
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            while (type.IsArray)
                type = type.GetElementType()!;
            Assert.True(type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(OpenFileRecord) || AllRecords.Contains(type), $"{property.DeclaringType}.{property.Name}");
        }
    }
}
