using System.Net.Http.Headers;

namespace Hitl.Memory;

/// <summary>How Semantic Kernel's types of binary content and the media types of Microsoft.Extensions.AI stand for each other.</summary>
internal static class ContentKinds
{
    public const string Image = "image";
    public const string Audio = "audio";
    public const string Binary = "binary";
    public const string Action = "action";
    public const string Annotation = "annotation";

    /// <summary>The kind that a media type stands for when nothing else is said.</summary>
    public static string FromMediaType(string mediaType) =>
        mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? Image
        : mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? Audio
        : Binary;

    /// <summary>The MIME type where it is a valid one, and one that says as much as the kind does otherwise.</summary>
    public static string ToMediaType(string? mimeType, string kind) =>
        MediaTypeHeaderValue.TryParse(mimeType, out _) ? mimeType! : kind switch
        {
            Image => "image/*",
            Audio => "audio/*",
            _ => "application/octet-stream",
        };
}
