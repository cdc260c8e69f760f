using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Hitl.SemanticKernel;

/// <summary>Finds the line of a JSON file that a value of the configuration comes from.</summary>
internal static class ConfigurationLines
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The place of a value: <c>policy.json(12): Hitl:Policy:...</c>, or the path alone when it comes from no file.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="path">The path of the value; without a value there, that of the nearest one around it counts.</param>
    public static string Locate(IConfiguration? configuration, string path)
    {
        foreach (var provider in (configuration as IConfigurationRoot)?.Providers.Reverse().OfType<FileConfigurationProvider>() ?? [])
        {
            if (Holds(provider, path) && Line(provider.Source, path) is { } line)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{provider.Source.Path}({line}): {path}");
            }
        }

        return path;
    }

    private static bool Holds(FileConfigurationProvider provider, string path) =>
        provider.TryGet(path, out _) || provider.GetChildKeys([], path).Any();

    private static int? Line(FileConfigurationSource source, string path)
    {
        var file = source.Path is null ? null : source.FileProvider?.GetFileInfo(source.Path);
        if (file is not { Exists: true, Length: < 16 * 1024 * 1024 })
        {
            return null;
        }

        try
        {
            using var stream = file.CreateReadStream();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return Line(copy.ToArray(), path);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The line, from 1, at which the value of a path begins in a JSON text.</summary>
    public static int? Line(ReadOnlySpan<byte> json, string path)
    {
        json = json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        var reader = new Utf8JsonReader(json, Lenient);
        var keys = new Stack<(string Key, int Index)>();
        string? name = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString();
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                keys.Pop();
                continue;
            }

            // In a list the key is the position.
            if (name is null && keys.Count > 0)
            {
                var (list, index) = keys.Pop();
                keys.Push((list, index + 1));
                name = index.ToString(CultureInfo.InvariantCulture);
            }

            var at = string.Join(':', keys.Reverse().Select(k => k.Key).Append(name).Where(k => !string.IsNullOrEmpty(k)));
            if (string.Equals(at, path, StringComparison.OrdinalIgnoreCase))
            {
                return json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                keys.Push((name ?? "", 0));
            }

            name = null;
        }

        return null;
    }
}
