using System.Globalization;
using System.Net;

namespace Hitl.SemanticKernel;

/// <summary>Posts JSON and turns the answer into what a consumer of events does next.</summary>
internal sealed class HttpDelivery(HttpClient client, TimeProvider time)
{
    /// <summary>A client that follows no redirect, which could lead what it sends elsewhere.</summary>
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Whether an address may be posted to: https, or http on this machine.</summary>
    public static bool IsAllowed(Uri? url) => url is { IsAbsoluteUri: true } && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    /// <exception cref="RetryLaterException">The other side says when to try again.</exception>
    /// <exception cref="DeliveryRefusedException">The other side does not take it.</exception>
    /// <exception cref="HttpRequestException">It did not work this time.</exception>
    public async Task PostAsync(Uri url, byte[] json, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new("application/json", "utf-8");
        prepare?.Invoke(request);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var problem = string.Create(CultureInfo.InvariantCulture, $"{url.Host} answered {(int)response.StatusCode}.");
        if (response.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425) && (int)response.StatusCode < 500)
        {
            throw new DeliveryRefusedException(problem);
        }

        throw response.Headers.RetryAfter is { } after && (after.Delta ?? after.Date - time.GetUtcNow()) is { } wait && wait > TimeSpan.Zero
            ? new RetryLaterException(wait, problem)
            : new HttpRequestException(problem, inner: null, response.StatusCode);
    }
}
