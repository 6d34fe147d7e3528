console.log("six")
