using System.Globalization;

namespace Akka.Configuration;

/// <summary>A value as the types that programs ask for.</summary>
public sealed class HoconValue
{
    private readonly HoconNode _node;

    internal HoconValue(HoconNode node) => _node = node;

    public bool IsString() => _node is HoconText;

    public bool IsObject() => _node is HoconObject;

    public bool IsArray() => _node is HoconList;

    public string GetString() => (_node as HoconText)?.Text;

    public bool GetBoolean() => GetString() switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" or "" => false,
        var other => throw new NotSupportedException($"Unknown boolean format: {other ?? "an object or a list"}"),
    };

    public int GetInt() => int.Parse(GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture);

    public long GetLong() => long.Parse(GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture);

    public double GetDouble() => double.Parse(GetString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    public decimal GetDecimal() => decimal.Parse(GetString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The texts of a list.</summary>
    public IList<string> GetStringList() => _node switch
    {
        HoconList list => [.. list.Items.Select(item => new HoconValue(item).GetString())],
        _ => throw new NotSupportedException($"Not a list: {this}"),
    };

    public TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconUnits.Duration(GetString(), allowInfinite);

    public long? GetByteSize() => HoconUnits.ByteSize(GetString());

    public Config ToConfig() => new(_node as HoconObject);

    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        HoconObject.Print(_node, text, 0);
        return text.ToString();
    }
}
