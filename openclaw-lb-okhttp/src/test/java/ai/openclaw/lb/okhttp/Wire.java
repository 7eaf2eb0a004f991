package ai.openclaw.lb.okhttp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** The protocols that calls and agents may speak. */
enum Wire {
  HTTP_1("http", Protocol.HTTP_1_1),
  HTTPS_1("https", Protocol.HTTP_1_1),
  H2("https", Protocol.HTTP_2, Protocol.HTTP_1_1),
  H2C("http", Protocol.H2_PRIOR_KNOWLEDGE);

  private static final HeldCertificate CERTIFICATE =
      new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();

  private final String scheme;
  private final List<Protocol> protocols;

  Wire(String scheme, Protocol... protocols) {
    this.scheme = scheme;
    this.protocols = List.of(protocols);
  }

  MockWebServer start() {
    return start(CERTIFICATE);
  }

  /** Starts one whose certificate no client trusts. */
  MockWebServer startUntrusted() {
    return start(
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build());
  }

  private MockWebServer start(HeldCertificate certificate) {
    MockWebServer server = new MockWebServer();
    server.setProtocols(protocols);
    if (isSecure()) {
      server.useHttps(new HandshakeCertificates.Builder()
          .heldCertificate(certificate)
          .build()
          .sslSocketFactory());
    }
    try {
      server.start(InetAddress.getByName("127.0.0.1"), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return server;
  }

  /** As in a pool's document. */
  String host(MockWebServer server) {
    return scheme + "://127.0.0.1:" + server.getPort();
  }

  OkHttpClient.Builder settings(OkHttpClient.Builder client) {
    if (isSecure()) {
      HandshakeCertificates trusted = new HandshakeCertificates.Builder()
          .addTrustedCertificate(CERTIFICATE.certificate())
          .build();
      client.sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager());
    }
    return client.protocols(protocols);
  }

  /** The protocol that both sides agree on. */
  Protocol agreed() {
    return protocols.get(0);
  }

  boolean isShared() {
    return this == H2 || this == H2C;
  }

  private boolean isSecure() {
    return scheme.equals("https");
  }
}
