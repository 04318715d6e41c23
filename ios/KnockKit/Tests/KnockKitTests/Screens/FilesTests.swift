import Foundation
import KnockKit
import Testing

@MainActor @Suite struct FilesTests {
    let home = FakeHome()

    private func chat(server: Bool = true, _ test: (ChatModel) async throws -> Void) async throws {
        await home.meet()
        if server { await home.useFileServer() }
        let model = ChatModel(core: home, peer: FakeHome.bob, formats: .test, draftPause: .milliseconds(1))
        try await running(model.run) {
            await eventually { model.isLoaded }
            try await test(model)
        }
    }

    @Test func aFileGoesWithItsCaption() async throws {
        try await chat { model in
            #expect(model.composer.canAttach)
            model.composer.attach(Attachment(.data(Data("pixels".utf8)), name: "IMG_1.jpg"))
            #expect(model.composer.canSend, "a file needs no words")
            model.composer.text = " Look! "
            await model.composer.send()
            #expect(
                model.composer.attachment == nil && model.composer.text.isEmpty
                    && model.composer.upload == nil)
            await eventually { model.bubbles.first?.file != nil }
            #expect(model.bubbles[0].body == .verbatim("Look!") && model.bubbles[0].file?.isHere == true)
        }
    }

    @Test func whatAFileTellsIsTheUsersDecision() async throws {
        try await chat { model in
            model.composer.attach(Attachment(.data(Data("GPS 48.1".utf8))))
            await model.composer.send()
            #expect(model.composer.asksToSendAsIs && model.composer.attachment != nil)
            #expect(await home.chats[FakeHome.bob] == nil)
            await model.composer.sendAsIs()
            #expect(model.composer.attachment == nil && !model.composer.asksToSendAsIs)
            await eventually { model.bubbles.count == 1 }
        }
    }

    @Test func theQuestionCanBePutAside() async throws {
        try await chat { model in
            model.composer.attach(Attachment(.data(Data("GPS 48.1".utf8))))
            await model.composer.send()
            model.composer.decideLater()
            #expect(!model.composer.asksToSendAsIs && model.composer.attachment != nil)
            #expect(await home.chats[FakeHome.bob] == nil && model.composer.canSend)
        }
    }

    @Test func anUploadIsStoppedAndCanBeSentAgain() async throws {
        try await chat { model in
            await home.hangUploads(true)
            model.composer.attach(Attachment(.data(Data("pixels".utf8))))
            model.composer.text = "Look!"
            let sending = Task { await model.composer.send() }
            await eventually { await home.count("sendFile") == 1 }
            #expect(model.composer.upload != nil && model.composer.isSending)
            model.composer.cancelUpload()
            await sending.value
            #expect(model.composer.upload == nil && !model.composer.isSending)
            #expect(model.composer.attachment != nil && model.composer.text == "Look!")
            #expect(model.composer.problem == nil)

            await home.hangUploads(false)
            await model.composer.send()
            await eventually { model.bubbles.count == 1 }
            #expect(model.composer.attachment == nil)
        }
    }

    @Test func aBlurIsDrawnUntilThePictureIsHere() async throws {
        await home.receivePicture(fromContact: false)
        try await chat { model in
            let hash = try #require(model.bubbles[0].file?.blurhash)
            let pixels = try blurredPixels(hash, width: 8, height: 6)
            #expect(pixels.count == 8 * 6 * 4 && Set(pixels).count > 8, "not one colour")
            #expect(pixels.enumerated().allSatisfy { $0.offset % 4 != 3 || $0.element == 255 })
            #expect((try? blurredPixels("not a hash")) == nil)
        }
    }

    @Test func withoutAServerNothingIsLost() async throws {
        try await chat(server: false) { model in
            #expect(!model.composer.canAttach)
            model.composer.attach(Attachment(.data(Data("pixels".utf8))))
            model.composer.text = "Look!"
            await model.composer.send()
            #expect(model.composer.problem == .of(.errorNoFileServer))
            #expect(model.composer.attachment != nil && model.composer.text == "Look!")
            model.composer.removeAttachment()
            #expect(
                model.composer.attachment == nil && model.composer.problem == nil && model.composer.canSend)
        }
    }

    @Test func aContactsPictureIsFetchedByItselfAndAStrangersIsNot() async throws {
        await home.receivePicture(caption: "Us", fromContact: true)
        let other = await home.receivePicture(fromContact: false)
        try await chat { model in
            let (known, stranger) = (model.bubbles[0], model.bubbles[1])
            #expect(known.file?.size == "1.2 MB" && known.file?.aspectRatio == 400.0 / 300.0)
            #expect(await model.picture(known) == Data("a picture".utf8))
            #expect(model.bubbles[0].file?.isHere == true && model.transfers.isEmpty)

            #expect(stranger.body == .of(.chatPhoto) && stranger.file?.isFetchedByItself == false)
            #expect(await model.picture(stranger) == nil)
            #expect(await home.count("fetchFile") == 1)
            await model.fetchFile(other.id)
            #expect(await model.picture(model.bubbles[1]) == Data("a picture".utf8))
        }
    }

    @Test func aFileOfAnotherAppsIsWrittenWhereItAsks() async throws {
        await home.receivePicture(fromContact: true)
        let folder = FileManager.default.temporaryDirectory.appending(path: "knock-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await chat { model in
            let url = try #require(await model.export(model.bubbles[0], into: folder))
            #expect(try Data(contentsOf: url) == Data("a picture".utf8))
            #expect(url.deletingLastPathComponent().path == folder.path && url.pathExtension == "jpeg")
        }
    }

    @Test func aServerThatIsGoneIsToldAndTriedAgain() async throws {
        let message = await home.receivePicture(fromContact: false)
        try await chat { model in
            await home.fail("fetchFile", .Network(kind: "host_unreachable", text: "", retryable: true))
            await model.fetchFile(message.id)
            #expect(model.problem == .of(.errorHostUnreachable) && model.transfers.isEmpty)
            await model.fetchFile(message.id)
            #expect(model.bubbles[0].file?.isHere == true && model.problem == nil)
        }
    }

    @Test func whatRelaysDidIsTold() async throws {
        try await chat { model in
            model.composer.text = "Hello"
            await model.composer.send()
            await eventually { model.bubbles.count == 1 }
            let details: MessageDetailsModel = model.details(of: model.bubbles[0].id)
            await running(details.run) {
                await eventually { details.relays.count == 3 }
                #expect(details.summary.english == "1 of 3 relays have it")
                #expect(
                    details.relays.map(\.label) == [
                        .of(.relayAccepted), .of(.relayRejected), .of(.relayWaiting),
                    ])
                #expect(details.relays[1].reason == "blocked: pay first" && details.bubble?.text == "Hello")
            }
        }
    }
}
