using System.Text;

namespace Akka.Configuration;

/// <summary>
/// A configuration: what was written, over what it falls back to. Layers are kept as they were written and put together when one asks, so that a
/// substitution sees the final values.
/// </summary>
public class Config
{
    public static readonly Config Empty = new(null);
    private readonly HoconObject _written;
    private readonly Lazy<HoconObject> _resolved;

    public Config()
        : this(null)
    {
    }

    internal Config(HoconObject written)
    {
        _written = written ?? new HoconObject();
        _resolved = new Lazy<HoconObject>(() => HoconResolver.Resolve(_written));
    }

    public virtual bool IsEmpty => _written.Count == 0;

    public virtual HoconValue Root => new(_resolved.Value);

    public virtual Config WithFallback(Config fallback) => fallback == null || ReferenceEquals(fallback, this)
        ? this
        : new Config((HoconObject)HoconObject.Merge(fallback._written, _written));

    public virtual bool HasPath(string path) => Find(path) != null;

    public HoconValue GetValue(string path) => Find(path);

    /// <summary>Null when there is nothing at that path.</summary>
    public virtual Config GetConfig(string path) => Find(path) is { } value ? value.ToConfig() : null;

    public virtual string GetString(string path, string @default = null) => Find(path) is { } value ? value.GetString() : @default;

    public virtual bool GetBoolean(string path, bool @default = false) => Find(path) is { } value ? Read(path, value.GetBoolean) : @default;

    public virtual int GetInt(string path, int @default = 0) => Find(path) is { } value ? Read(path, value.GetInt) : @default;

    public virtual long GetLong(string path, long @default = 0) => Find(path) is { } value ? Read(path, value.GetLong) : @default;

    public virtual double GetDouble(string path, double @default = 0) => Find(path) is { } value ? Read(path, value.GetDouble) : @default;

    public virtual float GetFloat(string path, float @default = 0) => (float)GetDouble(path, @default);

    public virtual decimal GetDecimal(string path, decimal @default = 0) => Find(path) is { } value ? Read(path, value.GetDecimal) : @default;

    public virtual long? GetByteSize(string path) => GetByteSize(path, null);

    public virtual long? GetByteSize(string path, long? def = null) => Find(path) is { } value ? Read(path, value.GetByteSize) : def;

    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Find(path) is { } value ? Read(path, () => value.GetTimeSpan(allowInfinite)) : @default.GetValueOrDefault();

    public virtual IList<string> GetStringList(string path) => Find(path) is { } value ? Read(path, value.GetStringList) : [];

    public virtual IList<int> GetIntList(string path) => [.. GetStringList(path).Select(int.Parse)];

    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() =>
        _resolved.Value.Fields.Select(field => KeyValuePair.Create(field.Key, new HoconValue(field.Value)));

    public override string ToString()
    {
        var text = new StringBuilder();
        HoconObject.Print(_resolved.Value, text, 0);
        return text.ToString();
    }

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    private HoconValue Find(string path) => _resolved.Value.Find(HoconPath.Split(path)) is { } node ? new HoconValue(node) : null;

    private static T Read<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or NotSupportedException or ArgumentNullException)
        {
            throw new ConfigurationException($"{path}: {wrong.Message}", wrong);
        }
    }
}

public static class ConfigExtensions
{
    public static Config SafeWithFallback(this Config config, Config fallback) => config.IsNullOrEmpty() ? fallback : config.WithFallback(fallback);

    public static bool IsNullOrEmpty(this Config config) => config == null || config.IsEmpty;
}
