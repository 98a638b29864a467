namespace AkkaFederation.Discovery;

/// <summary>Bounds of what is kept of others.</summary>
/// <param name="MaxAdverts">Adverts kept on a link.</param>
/// <param name="MaxAdvertsPerSender">Adverts kept of one sender: a single liar cannot fill the table.</param>
internal sealed record MdnsOptions(int MaxAdverts, int MaxAdvertsPerSender);
