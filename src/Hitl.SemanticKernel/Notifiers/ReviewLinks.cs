namespace Hitl.SemanticKernel;

/// <summary>Addresses of the pages of reviews.</summary>
internal static class ReviewLinks
{
    public const string Placeholder = "{reviewId}";

    public static Uri? To(string? template, string reviewId) =>
        template is not null
        && Uri.TryCreate(template.Replace(Placeholder, Uri.EscapeDataString(reviewId), StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri
            : null;
}
